import Tensors

/// What a run that continues needs of the exchange on this rank.
public struct ExchangeState {
  /// The way of a sum over the ranks.
  public enum Route: String, Codable, Sendable {
    /// Over all ranks at once.
    case direct
    /// Inside each host first, then between the hosts.
    case throughHosts
  }

  /// The codec that was given or that `auto` chose; nil while it has not.
  public var codec: Codec?
  /// Steps in fp32 before it; nil where there is no codec yet.
  public var codecAfter: Int?
  public var route: Route
  /// `NAME.residual`, what this rank has not sent of a gradient, and PowerSGD's `NAME.right`, the same on every rank.
  /// Empty for codecs without memory, for one rank, and through hosts on all but the first rank of each.
  ///
  /// A run that continues on W' instead of W ranks gives every rank the sum of all ranks' residuals divided by W'; on one
  /// rank, which exchanges nothing, they are dropped.
  public var tensors: [String: Tensor]

  public init(codec: Codec?, codecAfter: Int? = nil, route: Route, tensors: [String: Tensor]) {
    self.codec = codec
    self.codecAfter = codecAfter
    self.route = route
    self.tensors = tensors
  }
}
