/// The unit in which an axis of times is labelled.
enum DurationUnit: String {
  case seconds = "s"
  case minutes = "min"
  case hours = "h"

  /// The one in which numbers up to `longest` seconds read well.
  init(longest: Double) {
    self = longest < 180 ? .seconds : longest < 3 * 3600 ? .minutes : .hours
  }

  var inSeconds: Double {
    switch self {
    case .seconds: 1
    case .minutes: 60
    case .hours: 3600
    }
  }
}
