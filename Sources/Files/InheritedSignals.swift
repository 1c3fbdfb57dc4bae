import CSignals
import Foundation

/// What whoever started the program decided about its signals.
public enum InheritedSignals {
  /// Takes SIGHUP back from libraries that took it while they were loaded.
  public static func restore() { signal(SIGHUP, wasHangUpIgnored() == 0 ? SIG_DFL : SIG_IGN) }

  /// Those among `numbers` that a program may take as a wish to stop. SIGHUP and SIGINT that were ignored stay so: `nohup`
  /// and a script's `&` start programs that are to go on when the terminal closes or is interrupted.
  public static func heeded(_ numbers: [Int32]) -> [Int32] {
    numbers.filter { number in
      guard number == SIGHUP || number == SIGINT else { return true }
      var action = sigaction()
      sigaction(number, nil, &action)
      return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self)
    }
  }
}
