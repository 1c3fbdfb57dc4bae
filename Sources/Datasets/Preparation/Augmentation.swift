/// Random changes to training images. Each is a function of (seed, epoch, image) alone.
public struct Augmentation: Hashable, Codable, Sendable {
  /// Mirrors an image left to right, with a chance of one half.
  public var flipsHorizontally: Bool
  /// Moves an image by up to so many pixels, each way and axis alike; what is moved in has the mean colour.
  public var translation: Int
  /// The side of a square of the mean colour, somewhere inside the image; 0 for none.
  public var cutout: Int
  /// Takes a random part of the image and resizes it, in place of the translation; nil for none.
  public var randomResizedCrop: RandomResizedCrop?

  public init(
    flipsHorizontally: Bool = false, translation: Int = 0, cutout: Int = 0,
    randomResizedCrop: RandomResizedCrop? = nil
  ) {
    precondition(translation >= 0 && cutout >= 0, "Translation and cutout count pixels.")
    self.flipsHorizontally = flipsHorizontally
    self.translation = translation
    self.cutout = cutout
    self.randomResizedCrop = randomResizedCrop
  }

  /// For 32x32 photographs: the recipe of the SDGP authors.
  public static let smallPhotographs = Augmentation(flipsHorizontally: true, translation: 2, cutout: 4)

  /// For photographs stored larger than the network's input.
  public static let photographs = Augmentation(flipsHorizontally: true, randomResizedCrop: RandomResizedCrop())

  /// For digits and letters, whose mirror images mean something else and which fill their frame: nothing.
  public static let writtenCharacters = Augmentation()
}

/// A random part of an image, as "Going Deeper with Convolutions" (Szegedy et al., CVPR 2015) trains on.
public struct RandomResizedCrop: Hashable, Codable, Sendable {
  /// Smallest and largest share of the image's area.
  public var smallestArea: Float
  public var largestArea: Float
  /// The widest ratio of the sides; the narrowest is its inverse.
  public var aspectRatio: Float

  public init(smallestArea: Float = 0.08, largestArea: Float = 1, aspectRatio: Float = 4 / 3) {
    precondition(
      smallestArea > 0 && smallestArea <= largestArea && largestArea <= 1, "Areas are shares of the image.")
    precondition(aspectRatio >= 1, "The widest ratio of the sides is one or more.")
    self.smallestArea = smallestArea
    self.largestArea = largestArea
    self.aspectRatio = aspectRatio
  }
}
