/// An image read from a file: red, green and blue, a byte each, rows from the top.
struct DecodedImage {
  let width: Int
  let height: Int
  let pixels: [UInt8]
}
