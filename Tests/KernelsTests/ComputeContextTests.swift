import Kernels
import Synchronization
import Tensors
import Testing

@Suite("Compute context")
struct ComputeContextTests {
  @Test("auto is resolved to kernels that can be forced")
  func resolvesAuto() throws {
    let chosen = try ComputeContext(kernels: .auto).kernels
    #expect(chosen != .auto)
    #expect(try ComputeContext(kernels: chosen).kernels == chosen)
    #expect(try ComputeContext(kernels: .reference).kernels == .reference)
  }

  @Test("Kernels that the processor lacks are refused with a hint, not run")
  func refusesMissingInstructions() throws {
    let widest = try ComputeContext(kernels: .auto).kernels
    for asked in [KernelSelection.avx512, .avx2] where asked != widest && !(widest == .avx512 && asked == .avx2) {
      #expect(throws: ComputeError.unsupportedKernels(asked, widest: widest)) { try ComputeContext(kernels: asked) }
    }
    #expect(throws: ComputeError.invalidThreads(0)) { try ComputeContext(threads: 0) }
  }

  @Test("Every iteration runs exactly once on any number of threads", arguments: [1, 2, 5])
  func runsEveryIteration(threads: Int) throws {
    let context = try ComputeContext(kernels: .reference, threads: threads)
    for count in [0, 1, 3, 64] {
      let visits = Tensor(count: max(count, 1))
      let total = Atomic<Int>(0)
      context.parallel(count) { index in
        visits[index] += 1
        total.wrappingAdd(1, ordering: .relaxed)
      }
      #expect(total.load(ordering: .relaxed) == count)
      #expect(visits.array.prefix(count).allSatisfy { $0 == 1 })
    }
  }
}
