import Foundation

/// What whoever started the program decided about its signals.
public enum InheritedSignals {
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
