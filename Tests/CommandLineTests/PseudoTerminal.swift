import Foundation
import TestSupport

/// The built program on a terminal of its own.
final class PseudoTerminal {
  private let master: Int32
  private let process = Process()

  init(_ arguments: [String], columns: Int, program: String = "sdgp-dist") throws {
    // As grantpt, unlockpt and ptsname, which the C library's headers keep from Swift.
    let (unlock, number) = (UInt(0x4004_5431), UInt(0x8004_5430))
    var (lock, name) = (Int32(0), UInt32(0))
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard master >= 0, ioctl(master, unlock, &lock) == 0, ioctl(master, number, &name) == 0,
      case let slave = open("/dev/pts/\(name)", O_RDWR | O_NOCTTY), slave >= 0
    else { throw CocoaError(.fileReadUnknown) }
    resize(columns: columns)
    let handle = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    process.executableURL = BuiltProgram.url(program)
    process.arguments = arguments
    process.environment = BuiltProgram.environment.merging(["TERM": "xterm"]) { $1 }
    (process.standardOutput, process.standardError) = (handle, handle)
    process.standardInput = FileHandle.nullDevice
    // Threads of tests block signals, and the program would with them.
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
    // The program holds it now: reading ends with the program.
    try handle.close()
  }

  deinit {
    process.terminate()
    close(master)
  }

  func resize(columns: Int) {
    var size = winsize(ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  func terminate() { process.terminate() }

  /// What comes next; nil at the end.
  func read() -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Foundation.read(master, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}
