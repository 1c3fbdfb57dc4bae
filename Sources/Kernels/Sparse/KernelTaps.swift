/// Which output rows (or columns) an input row (or column) belongs to, for one axis of a convolution.
///
/// Input position i and kernel position k meet output position o where o * stride - padding + k = i.
struct KernelTaps {
  struct Tap {
    let output: Int
    let kernel: Int
  }

  private let taps: [Tap]
  private let starts: [Int]

  init(input: Int, output: Int, kernel: Int, stride: Int, padding: Int) {
    var taps: [Tap] = []
    var starts = [0]
    for position in 0..<input {
      for k in 0..<kernel {
        let scaled = position + padding - k
        if scaled >= 0, scaled % stride == 0, scaled / stride < output {
          taps.append(Tap(output: scaled / stride, kernel: k))
        }
      }
      starts.append(taps.count)
    }
    self.taps = taps
    self.starts = starts
  }

  /// The taps of one input position, by rising kernel position.
  subscript(position: Int) -> ArraySlice<Tap> { taps[starts[position]..<starts[position + 1]] }
}
