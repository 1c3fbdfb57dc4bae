import Testing

@testable import Files

/// If these fail, digests and packed files are not what other programs with XXH3 make of the same bytes.
@Suite struct ChecksumTests {
  @Test(arguments: [
    ("", "xxh3:99aa06d3014798d86001c324468d497f"), ("a", "xxh3:a96faf705af16834e6c632b61e964e1f"),
  ])
  func agreesWithItsSpecification(text: String, expected: String) {
    let checksum = Array(text.utf8).withUnsafeBytes { Checksum(of: $0) }
    #expect(checksum.text == expected)
    #expect(checksum.bytes.withUnsafeBytes { Checksum(canonicalAt: $0.baseAddress!) } == checksum)
  }

  @Test func piecesMakeTheWhole() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let builder = Checksum.Builder()
    for part in [0..<1, 1..<300, 300..<1000] { bytes[part].withUnsafeBytes { builder.add($0) } }
    #expect(builder.checksum == bytes.withUnsafeBytes { Checksum(of: $0) })
  }
}
