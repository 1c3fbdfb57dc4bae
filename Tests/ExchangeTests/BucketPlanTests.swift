import Tensors
import Testing

@testable import Exchange

@Suite struct BucketPlanTests {
  @Test("Every tensor is in one bucket, in order: one left out would never be summed")
  func coversEverything() {
    for limit in [1, 1000, 5 << 20, 1 << 30] {
      let plan = BucketPlan(tensorBytes: [3 << 20, 10, 9 << 20, 1 << 20, 500, 2 << 20], limitBytes: limit)
      #expect(plan.buckets.flatMap { Array($0) } == Array(0..<6))
      #expect(plan.buckets.allSatisfy { !$0.isEmpty })
    }
  }

  @Test("Buckets close at the limit, and the last one is small, since nothing hides its transfer")
  func sizes() {
    let megabyte = 1 << 20
    let plan = BucketPlan(tensorBytes: [Int](repeating: megabyte, count: 64), limitBytes: 20 * megabyte)
    let sizes = plan.buckets.map(\.count)
    #expect(sizes.first == 20)
    #expect(sizes.max() == 20)
    #expect(sizes.last == 1)
  }

  @Test("Small models travel in one bucket")
  func smallModel() {
    #expect(BucketPlan(tensorBytes: [100, 200, 300], limitBytes: 25_000_000).buckets == [0..<3])
  }

  @Test("A bucket that MPI cannot count is refused with a sentence before training, not by a trap in the first step")
  func tooLarge() throws {
    let tensor = GradientTensor(name: "fc.weight", shape: [1 << 16, 1 << 15])
    let plan = BucketPlan(tensorBytes: [tensor.count * 4], limitBytes: 1 << 20)
    let error = #expect(throws: ExchangeError.self) { try plan.slices(of: Tensor(count: 1), tensors: [tensor]) }
    #expect(error?.description.contains("--bucket-megabytes") == true)
    var configuration = ExchangeConfiguration()
    configuration.bucketMegabytes = .infinity
    #expect(throws: ExchangeError.self) { try configuration.validate() }
  }
}
