import Foundation

/// Whether hosts can take ranks, found out over ssh as mpirun will start them there: mpirun's own account of a host that
/// cannot is a page long and names no remedy.
struct HostCheck {
  private let program: String
  private let mpirun: String
  /// What starts a command on a host; the host's name follows.
  private let agent: [String]
  /// What this machine says to the same questions.
  private let expected: Answer

  /// Hosts asked at a time.
  private static let width = 32
  private static let seconds = 20.0

  /// The program's and mpirun's versions, and libraries that are missing.
  private struct Answer: Equatable {
    var program = "", mpirun = ""
    var libraries: [String] = []

    /// Reads what `script` writes, whatever a host's shell says before.
    init(_ text: String) {
      for line in text.split(separator: "\n") {
        if line.hasPrefix("program: ") { program = String(line.dropFirst(9)) }
        if line.hasPrefix("mpirun: ") { mpirun = String(line.dropFirst(8)) }
      }
      libraries = SharedLibraries.missing(inListing: text)
    }
  }

  /// In one line and without exclamation marks, for any shell to pass on.
  private static let script =
    #"ldd "$1" 2>/dev/null | grep "=> not found"; "#
    + #"test -x "$1" && echo "program: $("$1" --version 2>&1 | head -n 1)"; "#
    + #"test -x "$2" && echo "mpirun: $("$2" --version 2>&1 | head -n 1)"; true"#

  init(
    program: String, mpirun: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.program = program
    self.mpirun = mpirun
    agent = Self.agent(environment, options: Self.brief)
    expected = Answer(CommandOutput.text(of: "/bin/sh", ["-c", Self.script, "sh", program, mpirun]) ?? "")
  }

  /// ssh ends within 30 seconds where the other side does not answer any more.
  static let keepAlive = ["-o", "ServerAliveInterval=10", "-o", "ServerAliveCountMax=3"]
  /// No question for a password.
  private static let brief = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=10"]

  /// Open MPI's setting, of which the first choice counts, else ssh; with `options` if it is ssh.
  static func agent(_ environment: [String: String], options: [String]) -> [String] {
    let setting = environment["OMPI_MCA_plm_rsh_agent"] ?? environment["PRTE_MCA_plm_ssh_agent"] ?? "ssh"
    let words = setting.prefix { $0 != ":" }.split(separator: " ").map(String.init)
    guard let name = words.first, name.split(separator: "/").last == "ssh" else { return words }
    return words + options
  }

  /// Why hosts cannot take ranks, for those that cannot; all of a width are asked at the same time.
  func problems(of hosts: [String]) -> [(host: String, problem: String)] {
    let others = hosts.filter { !Self.isThisMachine($0) }
    return stride(from: 0, to: others.count, by: Self.width).flatMap { start in
      let asked = others[start..<min(start + Self.width, others.count)].map { (host: $0, inquiry: inquire($0)) }
      return asked.compactMap { host, inquiry in problem(of: host, inquiry).map { (host, $0) } }
    }
  }

  private static func isThisMachine(_ host: String) -> Bool {
    var bytes = [CChar](repeating: 0, count: 256)
    gethostname(&bytes, bytes.count - 1)
    let own = String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return host == own || host == own.prefix { $0 != "." } || host == "localhost" || host.hasPrefix("127.")
  }

  private func inquire(_ host: String) -> HostInquiry {
    let words = [Self.script, "sh", program, mpirun].map { "'" + $0.replacing("'", with: #"'\''"#) + "'" }
    return HostInquiry(words: agent + [host, "exec sh -c " + words.joined(separator: " ")])
  }

  private func problem(of host: String, _ inquiry: HostInquiry) -> String? {
    guard let text = inquiry.output(within: Self.seconds) else {
      let reason = inquiry.lastError ?? "no answer in \(Int(Self.seconds)) s"
      return "cannot be reached (\(reason)); see that `\(agent[0]) \(host) true` works and asks nothing"
    }
    let answer = Answer(text)
    if answer.program.isEmpty {
      return "has no program \(program); install it at the same path on every host, or name it with --program"
    }
    if !answer.libraries.isEmpty {
      let names = answer.libraries.map { "\($0) (Debian: \(SharedLibraries.debianPackage(of: $0)))" }
      return "lacks \(names.joined(separator: ", ")), which \(program) needs; install that there"
    }
    if answer.mpirun != expected.mpirun {
      let found = answer.mpirun.isEmpty ? "no \(mpirun)" : "\(answer.mpirun) as \(mpirun)"
      return "has \(found), and this machine \(expected.mpirun); install the same Open MPI on every host"
    }
    if answer.program != expected.program {
      return "has version \(answer.program) of \(program), and this machine \(expected.program); install the same"
    }
    return nil
  }
}
