import Foundation

/// Work in a thread of its own that ends with an outcome.
///
/// `@unchecked Sendable`: the outcome is guarded by `lock`.
final class BackgroundWork<Outcome: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var result: Outcome?

  init(_ name: String, _ body: @escaping @Sendable () -> Outcome) {
    let thread = Thread { [self] in
      let outcome = body()
      lock.withLock { result = outcome }
    }
    thread.name = name
    thread.start()
  }

  /// Nil while the work goes on.
  var outcome: Outcome? { lock.withLock { result } }
}
