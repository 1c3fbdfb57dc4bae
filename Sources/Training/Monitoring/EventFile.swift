import Files
import Foundation

/// TensorBoard's event file: scalars by tag and step, which `tensorboard --logdir` draws.
///
/// Records are framed as TFRecord: length, its checksum, the event, its checksum. The events' four fields are encoded
/// here: a protobuf runtime would take longer to build than the rest of the program.
public final class EventFile {
  /// Of a run's output folder.
  static let folder = "tensorboard"
  private static let start = "events.out.tfevents."

  private let handle: FileHandle
  private let path: String

  /// Starts a file of its own in `folder`, which is made; those of a run's earlier parts stay beside it.
  ///
  /// - Parameter step: the last step that counts of what earlier files say; TensorBoard forgets later ones. 0 for a new
  ///   run.
  /// - Throws: `WritingError`.
  public init(folder: String, host: String, continuingAfter step: Int) throws {
    try WholeFile.makeFolder(folder)
    let seconds = Int(Date().timeIntervalSince1970)
    path = "\(folder)/\(Self.start)\(seconds).\(host).\(getpid()).\(step)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw WritingError(path, "cannot be made") }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try append(step: 0) { $0.add(field: 3, Data("brain.Event:2".utf8)) }
    // A session that starts at a step voids what was noted of it and later ones.
    if step > 0 { try append(step: step + 1) { $0.add(field: 7, ProtobufMessage { $0.add(field: 1, 1) }.bytes) } }
  }

  /// Removes the event files in `folder`, and the folder where it then is empty.
  static func removeAll(in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(start) { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  /// Notes the values of `scalars` at `step`.
  /// - Throws: `WritingError`.
  public func append(_ scalars: [(tag: String, value: Double)], step: Int) throws {
    let summary = ProtobufMessage { summary in
      for scalar in scalars {
        let value = ProtobufMessage {
          $0.add(field: 1, Data(scalar.tag.utf8))
          $0.add(field: 2, Float(scalar.value))
        }
        summary.add(field: 1, value.bytes)
      }
    }
    try append(step: step) { $0.add(field: 5, summary.bytes) }
  }

  private func append(step: Int, _ content: (inout ProtobufMessage) -> Void) throws {
    let event = ProtobufMessage {
      $0.add(field: 1, Date().timeIntervalSince1970)
      $0.add(field: 2, step)
      content(&$0)
    }
    let length = Data(littleEndian: UInt64(event.bytes.count))
    var record = length
    record.append(Data(littleEndian: CyclicRedundancyCheck.masked(length)))
    record.append(event.bytes)
    record.append(Data(littleEndian: CyclicRedundancyCheck.masked(event.bytes)))
    do {
      try handle.write(contentsOf: record)
    } catch {
      throw WritingError(path, "cannot be written")
    }
  }
}
