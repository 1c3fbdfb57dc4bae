import Tensors

extension GradientExchange {
  /// What a checkpoint needs of this rank, the tensors as views of what the exchange goes on with.
  public var state: ExchangeState {
    ExchangeState(
      codec: selectedCodec, codecAfter: codecAfter, route: route,
      tensors: sums.reduce(into: [:]) { state, sum in state.merge(sum.state) { first, _ in first } })
  }

  /// The codec that was given or chosen; nil while `auto` has not chosen.
  public var selectedCodec: Codec? { configuration.codec ?? chosenCodec }

  /// Steps in fp32 before that codec; nil where `auto` has not chosen.
  public var codecAfter: Int? { configuration.codec != nil ? configuration.compressAfter : chosenAfter }

  /// Continues from a saved state, before the first step of the run. Collective. A state without tensors, as a single
  /// rank's is, leaves residuals at zero; a single rank, which exchanges nothing, drops them.
  ///
  /// - Parameter lastStep: the last step that was done.
  /// - Throws: `ExchangeError.mismatchedState` where the state is that of other settings, other tensors or other hosts.
  public func restore(_ state: ExchangeState, lastStep: Int) throws {
    guard let communicators else { return }
    if let codec = configuration.codec, let saved = state.codec, codec != saved {
      throw ExchangeError.mismatchedState(
        "the checkpoint was made with --compress \(saved.rawValue), not \(codec.rawValue); "
          + "continue with the --compress options it was made with")
    }
    (chosenCodec, chosenAfter) = (state.codec, state.codecAfter)
    route = state.route
    if route == .throughHosts, try !communicators.openLevels() {
      throw ExchangeError.mismatchedState(
        "the checkpoint's gradients were summed inside each host first; continue with several ranks on several hosts")
    }
    forgetCodec()
    try use(codec(forStep: lastStep))
    let own = self.state.tensors
    if state.tensors.isEmpty { return }
    for name in Set(own.keys).union(state.tensors.keys).sorted() {
      guard let tensor = own[name], let saved = state.tensors[name], saved.count == tensor.count else {
        let hosts = route == .throughHosts ? " and as many ranks on each host" : ""
        throw ExchangeError.mismatchedState(
          "the checkpoint's \(name) does not fit; continue with the --compress options it was made with\(hosts)")
      }
      tensor.copy(from: saved)
    }
  }
}
