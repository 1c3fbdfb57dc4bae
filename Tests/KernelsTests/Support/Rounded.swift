import Tensors

extension Tensor {
  /// The nearest values of 8 significant bits; of two equally near ones the even one.
  var rounded: Tensor {
    let result = Tensor(shape)
    for index in 0..<count {
      let bits = self[index].bitPattern
      result[index] = Float(bitPattern: (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF_0000)
    }
    return result
  }
}
