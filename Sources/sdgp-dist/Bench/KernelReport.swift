import Files
import Foundation
import Kernels

/// What `bench kernels` found, as a table and as JSON.
struct KernelReport: Encodable {
  /// One product of one layer shape.
  struct Row: Encodable {
    let layer: String
    let shape: String
    let operation: Operation
    /// Layers of this shape in the model.
    let times: Int
    let denseMilliseconds: Double
    /// Pruning and packing included for the input gradient, which the weight gradient's operands come from too. Nil for
    /// the forward pass, which nothing prunes.
    var prunedMilliseconds: Double?
    /// The forward product by minimal filtering; nil where the library's is taken.
    var winogradMilliseconds: Double?
    /// The dense weight gradient by register tiles.
    var tilesMilliseconds: Double?
    var pruneMilliseconds: Double?
    var speedup: Double?
    /// `dense` where the sparse kernel, or minimal filtering, would lose and the library's product is taken instead.
    let product: Product

    enum Operation: String, Encodable {
      case forward
      case inputGradient = "input_gradient"
      case weightGradient = "weight_gradient"
      /// Of the gradient as it is, by another product than the library's.
      case denseWeightGradient = "dense_weight_gradient"
    }

    enum Product: String, Encodable { case sparse, dense, winograd, tiles }

    enum CodingKeys: String, CodingKey {
      case layer, shape, operation, times, speedup, product
      case denseMilliseconds = "dense_ms"
      case prunedMilliseconds = "pruned_ms"
      case winogradMilliseconds = "winograd_ms"
      case tilesMilliseconds = "tiles_ms"
      case pruneMilliseconds = "prune_ms"
    }
  }

  /// One figure for each gradient.
  struct Ratios: Encodable {
    let inputGradient: Double
    let weightGradient: Double
  }

  let model: String
  let kernels: KernelSelection
  let precision: Precision
  let threads: Int
  let pruning: Pruning
  let rows: [Row]
  /// Sum of dense times over sum of pruned times, each layer as often as the model has it.
  let total: Ratios
  /// Geometric mean of the layers' speed-ups, each as often as the model has it.
  let geometricMean: Ratios

  init(
    model: String, kernels: KernelSelection, precision: Precision, threads: Int, pruning: Pruning, rows: [Row]
  ) {
    self.model = model
    self.kernels = kernels
    self.precision = precision
    self.threads = threads
    self.pruning = pruning
    self.rows = rows
    func total(_ operation: Row.Operation) -> Double {
      let rows = rows.filter { $0.operation == operation }
      func sum(_ time: (Row) -> Double) -> Double { rows.reduce(0) { $0 + Double($1.times) * time($1) } }
      return sum(\.denseMilliseconds) / sum { $0.prunedMilliseconds ?? 0 }
    }
    func mean(_ operation: Row.Operation) -> Double {
      let rows = rows.filter { $0.operation == operation }
      let logarithms = rows.reduce(0) { $0 + Double($1.times) * log($1.speedup ?? 1) }
      return exp(logarithms / Double(rows.reduce(0) { $0 + $1.times }))
    }
    self.total = Ratios(inputGradient: total(.inputGradient), weightGradient: total(.weightGradient))
    geometricMean = Ratios(inputGradient: mean(.inputGradient), weightGradient: mean(.weightGradient))
  }

  /// The rows and the totals for a terminal.
  var table: String {
    let header =
      "\(model), \(pruning.rule.rawValue) \(pruning.nonzeros):\(pruning.groupSize), share \(pruning.share), "
      + "\(kernels.rawValue) kernels, \(precision.rawValue), oneDNN \(ComputeContext.oneDNNVersion), threads: \(threads); milliseconds, medians"
    let titles = ["layer", "shape", "times", "operation", "dense", "ours", "of it pruning", "speed-up"]
    let lines = TextTable(rows: [titles] + rows.map(\.cells), leftColumns: [0, 1, 3]).lines
    let totals = [("total", total), ("geometric mean", geometricMean)].map { name, ratios in
      "\(name): input gradient \(ratios.inputGradient.text)x, weight gradient \(ratios.weightGradient.text)x"
    }
    return ([header] + lines + totals).joined(separator: "\n")
  }
}

extension KernelReport.Row {
  fileprivate var cells: [String] {
    let plain = operation.rawValue.replacing("_", with: " ")
    let name =
      switch product {
      case .sparse: plain
      case .dense: plain + " (dense kernel)"
      case .winograd: plain + " (Winograd)"
      case .tiles: plain + " (tiles)"
      }
    let speed = speedup.map { $0.text + "x" } ?? ""
    let ours = prunedMilliseconds ?? winogradMilliseconds ?? tilesMilliseconds
    return [
      layer, shape, "\(times)", name, denseMilliseconds.text, ours?.text ?? "", pruneMilliseconds?.text ?? "", speed,
    ]
  }
}

extension Double {
  /// Two digits after the point.
  fileprivate var text: String { formatted(.number.precision(.fractionLength(2)).grouping(.never)) }
}
