/// The loops of a 3x3 convolution by minimal filtering, F(4x4, 3x3): a patch of 6x6 input pixels gives 4x4 output pixels
/// by 36 products a pair of channels where the definition takes 144 (Lavin and Gray, arXiv 1509.09308, section 4).
///
/// Rows and columns are transformed at the points 0, ±√½, ±√2 and infinity. For each of the 36 positions stands a
/// matrix of patches x input channels, one of input x output channels, and their product.
public struct WinogradTiles {
  /// Positions of a transformed patch.
  public static let positions = 36

  /// Patches that the product takes at once.
  public let patches: Int
  /// Output channels that the product takes at once: the width of a panel of weights.
  public let width: Int

  public let transformWeights: (WinogradWeightsJob) -> Void
  public let transformInput: (WinogradInputJob) -> Void
  public let multiply: (WinogradProductJob) -> Void
  public let transformOutput: (WinogradOutputJob) -> Void

  public init(
    patches: Int, width: Int, transformWeights: @escaping (WinogradWeightsJob) -> Void,
    transformInput: @escaping (WinogradInputJob) -> Void, multiply: @escaping (WinogradProductJob) -> Void,
    transformOutput: @escaping (WinogradOutputJob) -> Void
  ) {
    self.patches = patches
    self.width = width
    self.transformWeights = transformWeights
    self.transformInput = transformInput
    self.multiply = multiply
    self.transformOutput = transformOutput
  }
}
