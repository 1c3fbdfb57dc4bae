import Files
import Foundation

/// The shared libraries that a program needs. Where one is missing, the linker ends the program before it can say what
/// to do.
enum SharedLibraries {
  /// Asks `ldd`; what it does not take for a program of shared libraries, a script for one, passes.
  ///
  /// - Throws: `LaunchError` naming the libraries that this machine does not have.
  static func check(program: String) throws {
    guard let ldd = ProgramLocation.onPath("ldd"), let listing = CommandOutput.text(of: ldd, [program]) else { return }
    let missing = missing(inListing: listing).map { "\($0) (Debian: \(debianPackage(of: $0)))" }
    if missing.isEmpty { return }
    throw LaunchError(
      ExitStatus.impossibleSettings,
      "\(program) needs \(missing.joined(separator: " and ")); install that, or build here with launch/install")
  }

  /// Lines such as `libdnnl.so.2 => not found`.
  static func missing(inListing listing: String) -> [String] {
    listing.matches(of: /(\S+) => not found/).map { String($0.1) }
  }

  /// By Debian's rule, `libdnnl.so.3.6` is in libdnnl3.6 and `libpng16.so.16` in libpng16-16.
  static func debianPackage(of library: String) -> String {
    guard let match = library.wholeMatch(of: /(.+)\.so\.(.+)/), match.1 != "libmpi" else { return "openmpi-bin" }
    return "\(match.1)\(match.1.last?.isNumber == true ? "-" : "")\(match.2)"
  }
}
