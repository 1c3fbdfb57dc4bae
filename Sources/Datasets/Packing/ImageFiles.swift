import Files
import Foundation

/// Image files that stand by themselves, made what `ImagePacker` would store of them.
public struct ImageFiles: ImageSource {
  public let paths: [String]
  public let channels: Int
  public var count: Int { paths.count }
  public var height: Int { decoder.size }
  public var width: Int { decoder.size }
  private let decoder: ImageDecoder

  /// - Parameters:
  ///   - names: files, and folders whose image files are taken, in the order of their names, also from folders in them.
  ///   - size: the side of the squares that they become.
  ///   - channels: 1 makes them grey.
  /// - Throws: `DataError` where one of them is not there, or a folder has no images.
  public init(_ names: [String], size: Int, channels: Int) throws {
    paths = try names.flatMap { name in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) else {
        throw DataError(file: name, problem: "does not exist", hint: "name an image file or a folder of them")
      }
      guard isFolder.boolValue else { return [name] }
      let inside = try Self.images(in: name)
      guard !inside.isEmpty else {
        let endings = ImageDecoder.endings.joined(separator: ", ")
        throw DataError(file: name, problem: "holds no images (\(endings))", hint: "name another folder")
      }
      return inside
    }
    self.channels = channels
    decoder = ImageDecoder(size: size, largestPixels: ImagePacker.largestPixels)
  }

  /// Nobody has said what they show.
  public func label(_ index: Int) -> Int { 0 }

  public func copyPixels(_ index: Int, into pixels: UnsafeMutablePointer<UInt8>) throws {
    let colours: [UInt8]
    do {
      colours = try decoder.square(path: paths[index]).pixels
    } catch let error as DataError {
      throw DataError(
        file: error.file, position: error.position, problem: error.problem, hint: "replace it, or leave it out")
    }
    switch channels {
    case 1: for pixel in 0..<height * width { pixels[pixel] = Self.grey(colours[3 * pixel..<3 * pixel + 3]) }
    default: pixels.update(from: colours, count: colours.count)
    }
  }

  /// The brightness as ITU-R 601 weighs the colours, which leaves grey as it is.
  private static func grey(_ colours: ArraySlice<UInt8>) -> UInt8 {
    let sum = zip(colours, [299, 587, 114]).reduce(500) { $0 + Int($1.0) * $1.1 }
    return UInt8(sum / 1000)
  }

  /// - Parameter above: the folders on the way down; a link back to one of them is passed over.
  private static func images(in folder: String, below above: [[UInt64]] = []) throws -> [String] {
    var status = stat()
    stat(folder, &status)
    let identity = [UInt64(truncatingIfNeeded: status.st_dev), UInt64(status.st_ino)]
    guard !above.contains(identity) else { return [] }
    let names = try DataError.wrapping { () throws(ReadingError) in try FolderListing.names(in: folder) }
    return try names.filter { !$0.hasPrefix(".") }.flatMap { name -> [String] in
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      if isFolder.boolValue { return try images(in: path, below: above + [identity]) }
      return ImageDecoder.isImage(named: name) ? [path] : []
    }
  }
}
