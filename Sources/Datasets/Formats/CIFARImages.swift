/// 32x32 colour images from CIFAR's binary files.
///
/// A record is one label byte (CIFAR-10) or a coarse and a fine one (CIFAR-100), then 1024 bytes each of red, green and
/// blue, row after row. https://www.cs.toronto.edu/~kriz/cifar.html
struct CIFARImages: ImageSource {
  let count: Int
  let height = 32
  let width = 32
  let channels = 3
  private let files: [FileContents]
  /// The first image of each file.
  private let starts: [Int]
  /// The class of each image, read when the files are opened.
  private let labels: [UInt8]
  private let labelBytes: Int
  private var recordBytes: Int { labelBytes + 3072 }

  /// Reads `files` one after the other. `classes` holds the number of classes of each label byte; the last one counts.
  init(files: [FileContents], classes: [Int]) throws {
    let recordBytes = classes.count + 3072
    var starts: [Int] = []
    var labels: [UInt8] = []
    for file in files {
      starts.append(labels.count)
      labels += try Self.checkedLabels(file, recordBytes: recordBytes, classes: classes)
    }
    self.files = files
    self.starts = starts
    self.labels = labels
    count = labels.count
    labelBytes = classes.count
  }

  func label(_ index: Int) -> Int { Int(labels[index]) }

  func copyPixels(_ index: Int, into pixels: UnsafeMutablePointer<UInt8>) throws {
    let (file, position) = record(index)
    try withUnsafeTemporaryAllocation(byteCount: 3072, alignment: 64) { planes in
      try file.read(into: planes, at: position + labelBytes)
      for pixel in 0..<1024 {
        pixels[3 * pixel] = planes[pixel]
        pixels[3 * pixel + 1] = planes[1024 + pixel]
        pixels[3 * pixel + 2] = planes[2048 + pixel]
      }
    }
  }

  private func record(_ index: Int) -> (file: FileContents, position: Int) {
    let file = starts.lastIndex { $0 <= index }!
    return (files[file], (index - starts[file]) * recordBytes)
  }

  private static func checkedLabels(_ file: FileContents, recordBytes: Int, classes: [Int]) throws -> [UInt8] {
    let surplus = file.count % recordBytes
    guard surplus == 0 else {
      throw file.error(
        at: file.count - surplus,
        "\(file.count) bytes are no whole number of records: \(surplus) bytes, expected \(recordBytes) a record",
        hint: "download or write the file again")
    }
    return try stride(from: 0, to: file.count, by: recordBytes).map { start in
      let labels = try file.bytes(start..<start + classes.count)
      for (offset, classes) in classes.enumerated() where labels[offset] >= classes {
        throw file.error(
          at: start + offset, "label \(labels[offset]) of image \(start / recordBytes), expected 0 to \(classes - 1)",
          hint: "correct the label or check that the file is of this data set")
      }
      return labels.last!
    }
  }
}
