import Files
import Foundation

/// One run of mpirun: forwards its output, and stops it when asked to.
final class RankGroup {
  /// What became known about a failure.
  private(set) var failure = FailureRecord()

  private let process = Process()
  private let output = Pipe()
  private let errors = Pipe()
  private var outputRouter: OutputRouter
  private var errorRouter: OutputRouter
  private let stopSignals: StopSignals
  private let grace: Double
  private var stage = Stage.running
  private var children = ChildWatch()

  /// mpirun ends the other ranks within a few seconds of a failure, where it reaches them.
  private static let secondsAfterFailure = 10.0

  /// How far stopping has come.
  private enum Stage: Equatable {
    case running
    /// The ranks know of the signal.
    case finishing(until: Date)
    /// mpirun ends the ranks.
    case ending(until: Date)
    case killed
  }

  /// - Parameter grace: seconds from the first signal until the ranks are ended.
  init(command: MPIRunCommand, logs: RankLogs, stopSignals: StopSignals, grace: Double) {
    self.stopSignals = stopSignals
    self.grace = grace
    outputRouter = OutputRouter(to: .output, logs: logs, runtime: command.openMPI.runtime)
    errorRouter = OutputRouter(to: .error, logs: logs, runtime: command.openMPI.runtime)
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command.words
    process.environment = ProcessInfo.processInfo.environment.merging(command.environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
  }

  /// Starts mpirun, follows it to its end, and returns its exit code (128 + N after signal N).
  ///
  /// - Throws: `LaunchError` if a log cannot be written; the job has ended then.
  func run() throws -> Int32 {
    try process.run()
    do {
      try follow()
    } catch {
      process.terminate()
      process.waitUntilExit()
      throw error
    }
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }

  /// Forwards output until both streams have ended, or mpirun has ended and nothing more comes.
  private func follow() throws {
    var isOpen = [true, true]
    let descriptors = [output, errors].map(\.fileHandleForReading.fileDescriptor)
    while isOpen.contains(true) {
      let hadEnded = !process.isRunning
      let readable = wait(for: zip(descriptors, isOpen).map { $1 ? $0 : -1 }, milliseconds: hadEnded ? 0 : 200)
      for index in 0..<2 where readable[index] {
        let bytes = Self.read(descriptors[index])
        isOpen[index] = !bytes.isEmpty
        try route(bytes, from: index)
      }
      advanceStop()
      endStuck(hadEnded: hadEnded)
      if hadEnded, !readable.contains(true) { break }
    }
    try outputRouter.finish(failure: &failure)
    try errorRouter.finish(failure: &failure)
  }

  /// Kills an mpirun that does not end with its ranks: one that has locked itself up, or that waits for the farewell of a
  /// host that is gone. The ranks that are left end with it.
  private func endStuck(hadEnded: Bool) {
    guard !hadEnded, stage != .killed else { return }
    if children.isLeftAlone(process.processIdentifier) {
      Notice.show("mpirun went on though all ranks had ended; ending it")
    } else if let since = failure.since, Date().timeIntervalSince(since) > Self.secondsAfterFailure {
      Notice.show("mpirun went on after a rank's failure, as where a host does not answer any more; ending it")
    } else {
      return
    }
    kill(process.processIdentifier, SIGKILL)
    stage = .killed
  }

  private func route(_ bytes: [UInt8], from index: Int) throws {
    if index == 0 {
      try outputRouter.route(bytes, failure: &failure)
    } else {
      try errorRouter.route(bytes, failure: &failure)
    }
  }

  /// Which of `descriptors` can be read; also wakes for a signal. Negative ones are left out.
  private func wait(for descriptors: [Int32], milliseconds: Int32) -> [Bool] {
    var polled = (descriptors + [stopSignals.descriptor]).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return descriptors.map { _ in false } }
    return polled.dropLast().map { $0.revents != 0 }
  }

  private static func read(_ descriptor: Int32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
      count = max(0, Foundation.read(descriptor, buffer.baseAddress, buffer.count))
    }
  }

  /// Passes a first signal on as SIGUSR1, which mpirun hands to every rank at once; after the grace, or at a second
  /// SIGINT, ends the job by SIGTERM, and mpirun itself if that does not help.
  private func advanceStop() {
    let signals = stopSignals.next()
    switch stage {
    case .running:
      guard !signals.isEmpty else { break }
      Notice.show("stopping; interrupt again to stop at once")
      kill(process.processIdentifier, SIGUSR1)
      stage = .finishing(until: Date() + grace)
      if signals.count(where: { $0 == SIGINT }) > 1 { end() }
    case .finishing(let deadline):
      if signals.contains(SIGINT) { end() }
      if Date() > deadline {
        Notice.show("the ranks did not stop within \(grace) seconds; ending them (longer: --grace)")
        end()
      }
    case .ending(let deadline):
      guard Date() > deadline else { break }
      kill(process.processIdentifier, SIGKILL)
      stage = .killed
    case .killed: break
    }
  }

  private func end() {
    kill(process.processIdentifier, SIGTERM)
    stage = .ending(until: Date() + 10)
  }
}
