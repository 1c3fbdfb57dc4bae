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

  /// Input positions, one stride apart, that have the same kernel positions: their output positions rise by one.
  struct Run {
    let first: Int
    var count: Int
  }

  /// The runs of all positions that have taps, for the stride that the taps were made with.
  func runs(stride: Int) -> [Run] {
    var runs: [Run] = []
    for phase in 0..<stride {
      var isOpen = false
      for position in Swift.stride(from: phase, to: starts.count - 1, by: stride) {
        let kernels = self[position].map(\.kernel)
        if isOpen, let run = runs.last, self[run.first].map(\.kernel) == kernels {
          runs[runs.count - 1].count += 1
        } else if !kernels.isEmpty {
          runs.append(Run(first: position, count: 1))
        }
        isOpen = !kernels.isEmpty
      }
    }
    return runs
  }

  /// The taps of one input position, by rising kernel position.
  subscript(position: Int) -> ArraySlice<Tap> { taps[starts[position]..<starts[position + 1]] }
}
