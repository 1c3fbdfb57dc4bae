import Compression
import Kernels
import RegisterTiles
import Tensors
import Testing

@Suite struct ErrorFeedbackTests {
  @Test("Over many steps everything is sent: with feedback the sum of what arrives follows the sum of the gradients")
  func sendsEverything() {
    let layout = NMSparsification(count: 640, nonzeros: 1, groupSize: 8)
    func distance(isEnabled: Bool) -> Double {
      let feedback = ErrorFeedback(
        count: 640, capacity: layout.paddedCount, isEnabled: isEnabled, tiles: ReferenceCodecTiles.self)
      let gradient = Tensor(count: 640)
      var mask = [UInt8](repeating: 0, count: layout.maskByteCount)
      var sent = [UInt16](repeating: 0, count: layout.valueCount)
      var arrived = [Float](repeating: 0, count: 640)
      var difference = [Double](repeating: 0, count: 640)
      for step in 0..<200 {
        gradient.copy(from: (0..<640).map { Float(splitMix(UInt64($0)) % 100) / 100 + Float(step % 3) * 0.01 })
        feedback.add(gradient)
        layout.selectLargest(feedback.accumulated.pointer, &mask, tiles: ReferenceCodecTiles.self)
        layout.take(feedback.accumulated.pointer, mask, &sent, tiles: ReferenceCodecTiles.self)
        layout.place(sent, mask, &arrived, tiles: ReferenceCodecTiles.self)
        for index in 0..<640 { difference[index] += Double(gradient[index]) - Double(arrived[index]) }
      }
      return difference.reduce(0) { $0 + $1.magnitude } / 640
    }
    // The residual is at most a few gradients; without feedback most of 200 gradients is missing.
    #expect(distance(isEnabled: true) < 8)
    #expect(distance(isEnabled: false) > 40)
  }

  @Test("The residual is what was not sent, and adding counts it once")
  func adds() {
    let feedback = ErrorFeedback(count: 3, capacity: 8, isEnabled: true, tiles: ReferenceCodecTiles.self)
    let gradient = Tensor(count: 3)
    gradient.copy(from: [1, 2, 3])
    feedback.add(gradient)
    feedback.add(gradient)
    #expect(feedback.residual.array == [2, 4, 6])
    #expect(feedback.accumulated.count == 8)
  }
}
