extension ComputeContext {
  /// Calls `body` for ranges that cover 0..<`count`, one a core, in whole cache lines.
  ///
  /// For work on independent elements only: the ranges depend on the number of threads.
  func forEachPart(of count: Int, _ body: (Range<Int>) -> Void) {
    // Few elements are not worth waking a second thread for.
    let parts = count < 1 << 16 ? 1 : threads
    let lines = (count + 15) / 16
    parallel(parts) { part in
      body(min(count, lines * part / parts * 16)..<min(count, lines * (part + 1) / parts * 16))
    }
  }
}
