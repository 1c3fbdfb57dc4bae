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
  }

  /// One evaluation over the whole test set.
  public struct Evaluation: Codable, Sendable {
    public var step: Int
    public var epoch: Int
    public var testAccuracy: Double
    public var testLoss: Double
  }

  private let handle: FileHandle
  private let path: String
  private let encoder = JSONEncoder()

  /// Starts the file anew.
  /// - Throws: `WritingError` where it cannot be made.
  public init(path: String) throws {
    self.path = path
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys]
    guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path)
    else { throw WritingError(path, "cannot be made") }
    self.handle = handle
  }

  deinit { try? handle.close() }

  /// Appends one line.
  /// - Throws: `WritingError`, for example where the disk is full.
  public func append(_ line: some Encodable) throws {
    do {
      var data = try encoder.encode(line)
      data.append(0x0A)
      try handle.write(contentsOf: data)
    } catch {
      throw WritingError(path, "cannot be written")
    }
  }
}
