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
    let width = Vector.scalarCount
    var place = 0
    while place + width <= count {
      value(place, width).store(output + place, lanes: width)
      place += width
    }
    if place < count { value(place, count - place).store(output + place, lanes: count - place) }
  }
}
