/// Ends the launcher with an exit code (`ExitStatus`) and, where the job has not said it already, one line.
struct LaunchError: Error {
  let exitCode: Int32
  let message: String?

  init(_ exitCode: Int32, _ message: String? = nil) {
    self.exitCode = exitCode
    self.message = message
  }
}
