import Files
import Foundation

/// Writes `metrics.jsonl`: a line a step and a line an evaluation, flushed at once, so that a run can be followed.
public final class MetricsWriter {
  /// One training step. `loss` is the mean over the global batch.
  public struct Step: Codable, Sendable {
    public var step: Int
    public var epoch: Int
    public var loss: Double
    public var learningRate: Double
    public var samplesPerSecond: Double
    /// Seconds since 1970.
    public var time = Date().timeIntervalSince1970
  }

  /// One evaluation over the whole test set.
  public struct Evaluation: Codable, Sendable {
    public var step: Int
    public var epoch: Int
    public var testAccuracy: Double
    public var testLoss: Double
    /// Over the samples of the epoch, as they were trained on.
    public var trainAccuracy: Double
    /// Seconds since 1970.
    public var time = Date().timeIntervalSince1970
  }

  private let handle: FileHandle
  private let path: String
  private let encoder = JSONEncoder()
  /// Bytes of the lines so far.
  public private(set) var size: Int

  /// Starts the file anew, or continues it.
  /// - Parameter size: the bytes of the lines that stay; what a run wrote behind them before it ended is done again.
  /// - Throws: `WritingError` where it cannot be made, or where lines that were to stay are gone.
  public init(path: String, continuingAt size: Int = 0) throws {
    self.path = path
    self.size = size
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys]
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw WritingError(path, "cannot be made") }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard lseek(descriptor, 0, SEEK_END) >= size else {
      throw WritingError(
        path, "has fewer than the \(size) bytes that the checkpoint counts", hint: "restore it, or start anew")
    }
    guard ftruncate(descriptor, off_t(size)) == 0, lseek(descriptor, off_t(size), SEEK_SET) == size else {
      throw WritingError(path, "cannot be written")
    }
  }

  /// Whether the file still stands under its name; a folder that is removed takes it along.
  var isInPlace: Bool { FileManager.default.fileExists(atPath: path) }

  /// Appends one line.
  /// - Throws: `WritingError`, for example where the disk is full.
  public func append(_ line: some Encodable) throws {
    do {
      var data = try encoder.encode(line)
      data.append(0x0A)
      try handle.write(contentsOf: data)
      size += data.count
    } catch {
      throw WritingError(path, "cannot be written")
    }
  }
}
