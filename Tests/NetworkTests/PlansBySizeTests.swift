import Tensors
import Testing

@testable import Network

/// If this fails, a run whose images grow keeps the plans of every size until memory is out, or makes them anew each epoch.
@Suite struct PlansBySizeTests {
  @Test func keepsTheTwoSizesInUse() {
    var plans = PlansBySize<Int>()
    var made = 0
    func use(_ sizes: [Int], batches: [Int] = [8, 3]) {
      for size in sizes {
        for batch in batches {
          _ = plans.plan(for: TensorShape(batch: batch, height: size, width: size, channels: 4)) {
            made += 1
            return made
          }
        }
      }
    }
    use([16, 64, 16, 64])
    #expect(made == 4 && plans.all.count == 4)
    use([32, 64, 32, 64])
    #expect(made == 6 && plans.all.count == 4)
  }
}
