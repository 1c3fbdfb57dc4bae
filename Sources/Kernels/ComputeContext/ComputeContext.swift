import COneDNN
import Dispatch
import Foundation
import RegisterTiles
import Tensors
import Timing

/// What all kernels of a process share: the instruction set, oneDNN's device, the threads, and storage that
/// layers use in turn.
///
/// One thread uses a context at a time; its kernels spread over `threads` cores themselves.
public final class ComputeContext {
  /// The kernels that run; never `auto`.
  public let kernels: KernelSelection

  /// The loops that they run.
  let tiles: TileTable

  /// The sparse tiles of factors that are rounded to bf16; nil where they are not to be.
  let bFloat16Tiles: SparseTable?

  /// The codecs' loops that they run.
  public var codecTiles: any CodecTiles.Type { tiles.codecs }

  /// Cores that pruning, sparse kernels and oneDNN use.
  public let threads: Int

  /// What products multiply.
  public let precision: Precision

  /// The version of the oneDNN that is loaded, as "3.7.2".
  public static var oneDNNVersion: String {
    let version = onednn_loaded_version()
    return "\(version.major).\(version.minor).\(version.patch)"
  }

  /// Measures what the context's thread spends its time on; pruning and backward's products measure themselves.
  public let timer = PhaseTimer()

  let oneDNN: OneDNNDevice

  /// Holds the packed gradient of whichever layer is at its backward pass.
  let packedWorkspace = Workspace()

  /// Holds the packed gradient's values, rounded, for whichever sparse product runs.
  let roundedWorkspace = Workspace()

  /// Hold what a dense product reads and writes in oneDNN's own layout of activations.
  let convertedWorkspaces = [Workspace(), Workspace()]

  /// Holds the transformed operands of whichever convolution is at its forward product.
  let winogradWorkspace = Workspace()

  private var scratch = Tensor(count: 1)

  /// OpenMP's `omp_set_num_threads`, found at run time: oneDNN brings OpenMP along. Nil where it uses other threads.
  private let setOpenMPThreads: (@convention(c) (Int32) -> Void)?

  /// Chooses the kernels and starts oneDNN.
  ///
  /// Throws `ComputeError` where the processor lacks the forced kernels or the precision, or oneDNN does not start.
  public init(kernels: KernelSelection = .auto, threads: Int = 1, precision: Precision = .fp32) throws {
    guard threads > 0 else { throw ComputeError.invalidThreads(threads) }
    let widest = KernelSelection.widest
    guard let tiles = kernels.tiles else { throw ComputeError.unsupportedKernels(kernels, widest: widest) }
    guard precision.isSupported else { throw ComputeError.unsupportedPrecision(precision) }
    self.precision = precision
    self.kernels = kernels == .auto ? widest : kernels
    self.tiles = tiles
    // With AMX the vector instruction is slow: a Sapphire Rapids takes four times a multiply-add's time for it.
    bFloat16Tiles = precision == .bf16 && !precision.hasTileProducts ? self.kernels.bFloat16Tiles : nil
    self.threads = threads
    // The default search order (RTLD_DEFAULT) is the null handle on Linux.
    let symbol = dlsym(nil, "omp_set_num_threads")
    setOpenMPThreads = symbol.map { unsafeBitCast($0, to: (@convention(c) (Int32) -> Void).self) }
    setOpenMPThreads?(Int32(threads))
    oneDNN = try OneDNNDevice()
  }

  /// Calls `body` once for each of 0..<`count`, on several cores where there are several.
  ///
  /// One thread is a plain loop. Iterations run in any order and must not write to the same memory.
  @inline(__always)
  public func parallel(_ count: Int, _ body: (Int) -> Void) {
    if threads == 1 || count == 1 {
      for index in 0..<count { body(index) }
    } else {
      runConcurrently(count, body)
    }
  }

  /// At most `threads` workers take the iterations one after the other.
  private func runConcurrently(_ count: Int, _ body: (Int) -> Void) {
    let next = SharedCounter()
    // Safe: the workers end before this function does, and the caller promises iterations that may run at once.
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
      while let index = next.take(below: count) { body(index) }
    }
  }

  /// Tells OpenMP the number of threads. It keeps one for each calling thread, so oneDNN's callers say it each time.
  func applyThreads() { setOpenMPThreads?(Int32(threads)) }

  /// Makes sure that `scratchTensor(_:)` has room for `count` elements.
  func reserveScratch(_ count: Int) {
    if scratch.count < count { scratch = Tensor(count: count) }
  }

  /// A view of the storage that layers use in turn; its content is anything.
  func scratchTensor(_ shape: TensorShape) -> Tensor {
    reserveScratch(shape.count)
    return scratch.reshaped(shape)
  }
}
