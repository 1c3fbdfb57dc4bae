import Files
import Foundation
import Logging

/// `logs/rank-R.log`: each rank's own account of a run.
enum RankLog {
  /// A logger that appends to this rank's file.
  /// - Throws: `WritingError` where the file cannot be made.
  static func logger(folder: RunFolder, rank: Int) throws -> Logger {
    let path = folder.path(of: "logs/rank-\(rank).log")
    guard let file = fopen(path, "a") else { throw WritingError(path, "cannot be made") }
    setlinebuf(file)
    let handler = FileLogHandler(file: file)
    return Logger(label: "rank-\(rank)") { _ in handler }
  }
}

/// Writes a line an event, with its time and level.
///
/// `@unchecked Sendable`: stdio locks the stream around each call.
private struct FileLogHandler: LogHandler, @unchecked Sendable {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info
  private let stream: Stream

  /// Closes the file with the last logger that writes to it.
  private final class Stream {
    let file: UnsafeMutablePointer<FILE>
    init(_ file: UnsafeMutablePointer<FILE>) { self.file = file }
    deinit { fclose(file) }
  }

  init(file: UnsafeMutablePointer<FILE>) { stream = Stream(file) }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    fputs("\(Date().ISO8601Format()) \(event.level) \(event.message)\n", stream.file)
  }
}
