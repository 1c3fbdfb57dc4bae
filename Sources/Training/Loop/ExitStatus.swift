import Communication
import Compression
import Datasets
import Exchange
import Foundation
import Kernels
import Network

/// The process's exit codes (sysexits), a promise to scripts.
public enum ExitStatus {
  public static let wrongUse: Int32 = 64
  public static let badData: Int32 = 65
  public static let programFault: Int32 = 70
  public static let inputOutput: Int32 = 74
  public static let impossibleSettings: Int32 = 78

  /// The code that stands for `error`.
  public static func code(for error: any Error) -> Int32 {
    switch error {
    case let failure as Failure: failure.exitCode
    case is DataError, is WeightsError: badData
    case is RecipeFileError: badData
    case is SettingsError, is PruningError, is NetworkError, is ComputeError, is ExchangeError: impossibleSettings
    case is OutputError, is DataWritingError, is CocoaError: inputOutput
    default: programFault
    }
  }
}
