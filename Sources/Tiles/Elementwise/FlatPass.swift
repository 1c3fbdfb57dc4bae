import RegisterTiles

extension FlatPass {
  func run() {
    switch operation {
    case .rectify: each { Vector.load(left + $0, lanes: $1).rectified }
    case .keepWherePositive:
      each { Vector.load(left + $0, lanes: $1).keeping(wherePositive: Vector.load(right + $0, lanes: $1)) }
    case .add: each { Vector.load(left + $0, lanes: $1) + Vector.load(right + $0, lanes: $1) }
    case .scale: each { Vector.load(left + $0, lanes: $1) * factor }
    }
  }

  @inline(__always)
  private func each(_ value: (_ place: Int, _ lanes: Int) -> Vector) {
    forEachVector(of: count) { place, lanes in value(place, lanes).store(output + place, lanes: lanes) }
  }
}
