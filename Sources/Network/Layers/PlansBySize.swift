import Tensors

/// A layer's plans, by the shape of the batch, for images of the two sizes that were last asked for: those of training
/// and of testing. Where images grow, what was made for smaller ones goes.
struct PlansBySize<Plan> {
  private struct Size: Equatable {
    let height: Int
    let width: Int
  }

  private var plans: [TensorShape: Plan] = [:]
  /// The last one asked for at the end.
  private var sizes: [Size] = []

  /// Every plan that is kept.
  var all: Dictionary<TensorShape, Plan>.Values { plans.values }

  /// The plan for batches of `shape`, made where there is none.
  mutating func plan(for shape: TensorShape, make: () throws -> Plan) rethrows -> Plan {
    let size = Size(height: shape.height, width: shape.width)
    if sizes.last != size {
      sizes.removeAll { $0 == size }
      sizes.append(size)
      if sizes.count > 2 {
        let gone = sizes.removeFirst()
        plans = plans.filter { Size(height: $0.key.height, width: $0.key.width) != gone }
      }
    }
    if let plan = plans[shape] { return plan }
    let plan = try make()
    plans[shape] = plan
    return plan
  }
}
