/// Augmentation as a list of names: `flip,translate=2,cutout=4`, `crop=0.25` or `none`.
extension Augmentation: CustomStringConvertible {
  private static let sizes = 1...4096

  /// The augmentation that `text` names; nil where a name or a size is none, a name comes twice, or `crop` and
  /// `translate`, of which one takes the other's place, come together.
  public init?(_ text: String) {
    self.init()
    if text == "none" { return }
    var seen: Set<Substring> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard seen.insert(words[0]).inserted else { return nil }
      func size(_ standard: Int) -> Int? {
        guard words.count == 2 else { return standard }
        return Int(words[1]).flatMap { Self.sizes.contains($0) ? $0 : nil }
      }
      switch words[0] {
      case "flip" where words.count == 1: flipsHorizontally = true
      case "translate":
        guard let size = size(2) else { return nil }
        translation = size
      case "cutout":
        guard let size = size(4) else { return nil }
        cutout = size
      case "crop":
        guard let area = words.count == 1 ? 0.08 : Float(words[1]), area > 0, area <= 1 else { return nil }
        randomResizedCrop = RandomResizedCrop(smallestArea: area)
      default: return nil
      }
    }
    if translation > 0 && randomResizedCrop != nil { return nil }
  }

  /// The names that make this augmentation.
  public var description: String {
    var parts: [String] = []
    if let randomResizedCrop { parts.append("crop=\(randomResizedCrop.smallestArea)") }
    if flipsHorizontally { parts.append("flip") }
    if translation > 0 { parts.append("translate=\(translation)") }
    if cutout > 0 { parts.append("cutout=\(cutout)") }
    return parts.isEmpty ? "none" : parts.joined(separator: ",")
  }
}
