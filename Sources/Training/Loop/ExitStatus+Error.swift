import Compression
import Datasets
import Exchange
import Files
import Kernels
import Network

extension ExitStatus {
  /// The code that stands for `error`.
  public static func code(for error: any Error) -> Int32 {
    switch error {
    case let failure as Failure: failure.exitCode
    case is DataError, is WeightsError, is RecipeFileError, is CheckpointError, is ReadingError, is RunSummaryError,
      is ClassNamesError:
      badData
    case is SettingsError, is PruningError, is NetworkError, is ComputeError, is ExchangeError: impossibleSettings
    case is WritingError: inputOutput
    default: programFault
    }
  }
}
