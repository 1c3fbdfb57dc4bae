import Foundation
import Synchronization

/// Standard output and standard error, written at once and without a trap where nobody reads or the disk is full.
public enum StandardStream: Int32 {
  case output = 1
  case error = 2

  /// To be called before any file is opened.
  ///
  /// A stream that was closed gets a descriptor that cannot be written, so that no file of a run takes its place, and a
  /// reader that has gone or a limit of file sizes makes a write fail instead of ending the process.
  public static func prepare() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
    // A handler, not "ignore": programs that this one starts must not inherit it.
    for number in [SIGPIPE, SIGXFSZ] { signal(number) { _ in } }
  }

  /// Whether a line that is redrawn stands on standard output, without an end: what is said on standard error erases it
  /// first, to stand on a line of its own.
  public static var hasOpenLine: Bool {
    get { openLine.load(ordering: .relaxed) }
    set { openLine.store(newValue, ordering: .relaxed) }
  }
  private static let openLine = Atomic(false)

  /// Erases the line at hand, and leads to its start.
  public static let eraseLine = "\r\u{1B}[K"

  /// Writes `text`; throws `WritingError` where not all of it goes out.
  public func write(_ text: String) throws(WritingError) { try write(Array(text.utf8)) }

  /// The same of bytes, which need not be whole characters.
  public func write(_ bytes: [UInt8]) throws(WritingError) {
    if self == .error, Self.openLine.exchange(false, ordering: .relaxed) { Self.output.writeIfPossible(Self.eraseLine) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(rawValue, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN {
        var waiting = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
        continue
      }
      guard count > 0 else {
        throw WritingError(
          self == .output ? "standard output" : "standard error",
          "cannot be written (\(String(cString: strerror(errno))))", hint: "send it elsewhere")
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Writes a line to standard output; throws `WritingError`.
  public static func print(_ line: String) throws(WritingError) { try output.write(line + "\n") }

  /// Writes what may be lost, such as progress, or the reason why the program ends.
  public func writeIfPossible(_ text: String) { try? write(text) }
}
