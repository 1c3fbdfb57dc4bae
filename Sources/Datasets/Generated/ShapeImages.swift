/// Generated colour images of ten shapes, drawn when they are asked for.
///
/// Each image has one shape at a random place, of random size, rotation and colour, on a shaded background, among
/// strokes and dots that belong to no class, under noise. Image i is a function of (seed, part, i) in whole numbers: the
/// same bytes on every machine. The classes take turns.
struct ShapeImages: ImageSource {
  /// Images for training and for testing never come from the same random numbers.
  enum Part: Int {
    case training, test
  }

  let count: Int
  let size: Int
  let seed: UInt64
  let part: Part
  let channels = 3

  var height: Int { size }
  var width: Int { size }

  func label(_ index: Int) -> Int { index % ShapeOutline.allCases.count }

  func copyPixels(_ index: Int, into pixels: UnsafeMutablePointer<UInt8>) {
    var random = RandomStream(seed: seed, part.rawValue, index)
    let canvas = ShapeCanvas(pixels, size: size)
    let ground = colour(&random)
    let cells = random.within(1...4)
    let contrast = Int32(random.within(0...48))
    canvas.fill(
      shading: (0..<(cells + 1) * (cells + 1)).map { _ in
        let shade = colour(&random) &- 128
        return clamped(ground &+ (shade &* contrast) &>> 6)
      })
    for _ in 0..<random.within(1...3) { paintDot(on: canvas, &random) }
    for _ in 0..<random.within(0...2) { paintStroke(on: canvas, &random) }
    paintShape(ShapeOutline.allCases[label(index)], against: ground, on: canvas, &random)
    canvas.addNoise(random.within(20...80), random: &random)
  }

  private func paintShape(
    _ outline: ShapeOutline, against ground: ShapeCanvas.Colour, on canvas: ShapeCanvas, _ random: inout RandomStream
  ) {
    let radius = random.within(length(8)...length(13))
    let margin = radius * 3 / 4
    let (x, y) = (
      random.within(margin...length(32) - margin), random.within(margin...length(32) - margin)
    )
    var figure = colour(&random)
    // A shape of its background's colour could not be found: it moves away from it until it differs.
    while distance(figure, ground) < 192 { figure = colour(&random) }
    let rotation = Rotation(steps: random.below(Rotation.steps))
    canvas.paint(figure, x: x, y: y, radius: radius, rotation: rotation) { outline.contains($0, $1) }
  }

  private func paintDot(on canvas: ShapeCanvas, _ random: inout RandomStream) {
    let (x, y) = (random.below(length(32)), random.below(length(32)))
    canvas.paint(
      colour(&random), x: x, y: y, radius: random.within(length(1)...length(3)), rotation: Rotation(steps: 0)
    ) { ShapeOutline.disc.contains($0, $1) }
  }

  private func paintStroke(on canvas: ShapeCanvas, _ random: inout RandomStream) {
    let (x, y) = (random.below(length(32)), random.below(length(32)))
    canvas.paint(
      colour(&random), x: x, y: y, radius: random.within(length(4)...length(12)),
      rotation: Rotation(steps: random.below(Rotation.steps)), where: strokeContains)
  }

  /// A length of `pixels` in an image of 32, scaled to this one's size.
  private func length(_ pixels: Int) -> Int { pixels * ShapeCanvas.unit * size / 32 }

  private func colour(_ random: inout RandomStream) -> ShapeCanvas.Colour {
    ShapeCanvas.Colour(Int32(random.below(256)), Int32(random.below(256)), Int32(random.below(256)))
  }

  private func clamped(_ colour: ShapeCanvas.Colour) -> ShapeCanvas.Colour {
    colour.clamped(lowerBound: .zero, upperBound: .init(repeating: 255))
  }

  /// The sum of the channels' differences.
  private func distance(_ first: ShapeCanvas.Colour, _ second: ShapeCanvas.Colour) -> Int {
    let difference = first &- second
    return Int(abs(difference.x) + abs(difference.y) + abs(difference.z))
  }
}

extension Dataset {
  /// Generated images of ten shapes, `size` pixels square, a function of the arguments alone.
  public static func shapes(training: Int = 8000, test: Int = 2000, size: Int = 32, seed: UInt64 = 0) -> Dataset {
    precondition(training > 0 && test > 0 && (16...1024).contains(size), "There are images of a usable size.")
    return Dataset(
      name: "shapes", format: "generated shapes", classNames: ShapeOutline.allCases.map(\.name),
      training: ShapeImages(count: training, size: size, seed: seed, part: .training),
      test: ShapeImages(count: test, size: size, seed: seed, part: .test),
      // Those of a folder in CIFAR-10's format, so that written and generated shapes train alike.
      defaultMean: CIFAR10Folder.mean, defaultStandardDeviation: CIFAR10Folder.standardDeviation,
      defaultAugmentation: .smallPhotographs)
  }
}
