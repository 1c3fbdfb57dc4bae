import Communication
import Testing

@Suite struct RequestTests {
  @Test("A request that is dropped ends the program with a sentence: MPI would go on to write into freed memory")
  func dropped() async {
    let result = await #expect(processExitsWith: .exitCode(70), observing: [\.standardErrorContent]) {
      let world = try Communicator.start()
      var values: [Float] = [1]
      try values.withUnsafeMutableBufferPointer { _ = try world.startAllreduce($0, .sum) }
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("MPI_Iallreduce was given up before it was complete"), "\(text)")
  }
}
