import Foundation
import TestSupport

@testable import Datasets

extension TemporaryFolder {
  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

  /// The error with which opening this folder fails; nil where it succeeds.
  func openingError() -> DataError? {
    do {
      _ = try Dataset.open(path)
      return nil
    } catch {
      return error as? DataError
    }
  }
}

/// Bytes that look random and are the same every time.
func noise(_ count: Int, seed: UInt64) -> [UInt8] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(truncatingIfNeeded: state >> 56)
  }
}

func bigEndian(_ values: Int...) -> [UInt8] {
  values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
}
