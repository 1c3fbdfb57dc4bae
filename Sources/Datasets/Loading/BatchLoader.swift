import Foundation

/// Prepares batches ahead of their use, in threads of its own.
///
/// What a batch holds does not depend on the number of threads. Memory is allocated once: `prefetch` batches that wait
/// and the one in use.
public final class BatchLoader {
  private let queue: BatchQueue
  private let stepsPerEpoch: Int

  /// Starts `threads` threads that stay up to `prefetch` batches ahead, from step `step` on, counted from the start of
  /// the run. `seed` is that of the augmentation.
  public init(
    source: any ImageSource, sampler: BatchSampler, preparation: Preparation, seed: UInt64 = 0, threads: Int = 1,
    prefetch: Int = 2, startingAt step: Int = 0
  ) {
    precondition(threads > 0 && prefetch > 0 && step >= 0, "A loader has threads and room for batches.")
    precondition(sampler.sampleCount <= source.count, "The sampler takes samples that exist.")
    stepsPerEpoch = sampler.stepsPerEpoch
    let queue = BatchQueue(
      source: source, sampler: sampler, preparation: preparation, seed: seed, slots: max(prefetch, threads) + 1,
      start: step)
    self.queue = queue
    for number in 0..<threads {
      let thread = Thread { queue.work() }
      thread.name = "data-\(number)"
      thread.start()
    }
  }

  /// Stops the threads; each ends with the batch it is at.
  deinit { queue.stop() }

  /// The next batch; it waits where the batch is not ready. Batches are taken in order, each once; the one before
  /// becomes invalid. Throws what reading the images threw.
  public func next(epoch: Int, step: Int) throws -> Batch {
    try queue.take(epoch * stepsPerEpoch + step)
  }
}

/// What a loader shares with its threads. Batch number p lives in slot p modulo the number of slots.
///
/// `@unchecked Sendable`: the mutable state is used under `condition`, and a buffer only by the thread that claimed its
/// batch, or after that was handed over.
private final class BatchQueue: @unchecked Sendable {
  private enum Slot {
    case empty
    case ready(Batch)
    case failed(any Error)
  }

  private let source: any ImageSource
  private let sampler: BatchSampler
  private let preparation: Preparation
  private let seed: UInt64
  private let buffers: [BatchBuffer]

  private let condition = NSCondition()
  private var slots: [Slot]
  /// The next batch to be prepared.
  private var claimed: Int
  /// The next batch to be taken; the one before it is in use.
  private var taken: Int
  private var isStopped = false

  init(
    source: any ImageSource, sampler: BatchSampler, preparation: Preparation, seed: UInt64, slots: Int, start: Int
  ) {
    self.source = source
    self.sampler = sampler
    self.preparation = preparation
    self.seed = seed
    buffers = (0..<slots).map { _ in BatchBuffer(sampler: sampler, shape: preparation.shape) }
    self.slots = Array(repeating: .empty, count: slots)
    claimed = start
    taken = start
  }

  /// What a thread does: prepares the next batch whose slot is free, until stopped.
  func work() {
    let scratch = PreparationScratch(for: preparation)
    while let number = claim() {
      let (epoch, step) = number.quotientAndRemainder(dividingBy: sampler.stepsPerEpoch)
      let result: Slot
      do {
        result = .ready(
          try buffers[number % buffers.count].fill(
            epoch: epoch, step: step, sampler: sampler, source: source, preparation: preparation, seed: seed,
            scratch: scratch))
      } catch {
        result = .failed(error)
      }
      condition.lock()
      slots[number % slots.count] = result
      condition.broadcast()
      condition.unlock()
    }
  }

  /// The number of the next batch to prepare, once its slot is free; nil when stopped.
  private func claim() -> Int? {
    condition.lock()
    defer { condition.unlock() }
    // The slot of batch `taken - 1`, which is in use, is not free yet.
    while !isStopped && claimed >= taken + slots.count - 1 { condition.wait() }
    guard !isStopped else { return nil }
    claimed += 1
    return claimed - 1
  }

  func take(_ number: Int) throws -> Batch {
    condition.lock()
    defer { condition.unlock() }
    precondition(number == taken, "Batches are taken in order.")
    let slot = number % slots.count
    while true {
      switch slots[slot] {
      case .empty: condition.wait()
      case .failed(let error): throw error
      case .ready(let batch):
        slots[slot] = .empty
        taken += 1
        condition.broadcast()
        return batch
      }
    }
  }

  func stop() {
    condition.lock()
    isStopped = true
    condition.broadcast()
    condition.unlock()
  }
}
