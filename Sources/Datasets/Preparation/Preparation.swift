import Tensors

/// How a stored image becomes the network's input: augmented, brought to size, normalized.
///
/// A pixel p of 0...255 becomes (p / 255 - mean) / deviation of its channel; the mean colour becomes 0. The result is a
/// function of (seed, epoch, image) alone.
public struct Preparation: Sendable {
  /// The network's input for one image, at its full size.
  public private(set) var shape: TensorShape
  public let augmentation: Augmentation?
  private let growth: ImageGrowth?

  let stored: TensorShape
  /// The normalized value of pixel value v of channel c, at c * 256 + v.
  private let normalized: Tensor
  /// What a value between two pixels is multiplied by and what is added then, for each channel.
  private let scale: Tensor
  private let offset: Tensor

  /// Prepares images of the size of `source`'s. `mean` and `standardDeviation` hold one value or one a channel, of
  /// pixels from 0 to 1. With a `size`, the result is square with that side; without augmentation it then is the middle
  /// of the image, seven eighths of its side, resized, unless the image has that size already. With a `growth`, square
  /// images have their full size only in its last epochs.
  public init(
    of source: any ImageSource, mean: [Float], standardDeviation: [Float], augmentation: Augmentation? = nil,
    size: Int? = nil, growth: ImageGrowth? = nil
  ) {
    let channels = source.channels
    precondition(mean.count == 1 || mean.count == channels, "The mean has one value or one a channel.")
    precondition(
      standardDeviation.count == 1 || standardDeviation.count == channels,
      "The standard deviation has one value or one a channel.")
    self.augmentation = augmentation
    self.growth = growth
    stored = TensorShape(batch: 1, height: source.height, width: source.width, channels: channels)
    shape = TensorShape(batch: 1, height: size ?? source.height, width: size ?? source.width, channels: channels)
    normalized = Tensor(count: channels * 256)
    scale = Tensor(count: channels)
    offset = Tensor(count: channels)
    for channel in 0..<channels {
      let mean = mean[mean.count == 1 ? 0 : channel]
      let deviation = standardDeviation[standardDeviation.count == 1 ? 0 : channel]
      for value in 0..<256 { normalized[channel * 256 + value] = (Float(value) / 255 - mean) / deviation }
      scale[channel] = 1 / (255 * deviation)
      offset[channel] = -mean / deviation
    }
  }

  /// The preparation of the images of `epoch`, which may be smaller.
  public func inEpoch(_ epoch: Int) -> Preparation {
    guard let growth else { return self }
    var preparation = self
    let size = growth.size(epoch: epoch, fullSize: shape.height)
    preparation.shape = TensorShape(batch: 1, height: size, width: size, channels: shape.channels)
    return preparation
  }

  /// Overwrites `shape.count` values at `output` with the prepared image of `pixels`.
  func prepare(
    _ pixels: UnsafePointer<UInt8>, random: inout RandomStream, scratch: PreparationScratch,
    into output: UnsafeMutablePointer<Float>
  ) {
    let isMirrored = augmentation?.flipsHorizontally == true && random.coin()
    if let crop = augmentation?.randomResizedCrop {
      let area = crop.area(ofHeight: stored.height, width: stored.width, random: &random)
      resize(pixels, area: area, isMirrored: isMirrored, scratch: scratch, into: output)
    } else {
      let reach = augmentation?.translation ?? 0
      let (down, right) = (random.within(-reach...reach), random.within(-reach...reach))
      if shape == stored {
        move(pixels, down: down, right: right, isMirrored: isMirrored, into: output)
      } else {
        let area = ImageArea.middle(ofHeight: stored.height, width: stored.width, down: down, right: right)
        resize(pixels, area: area, isMirrored: isMirrored, scratch: scratch, into: output)
      }
    }
    if let side = augmentation?.cutout, side > 0 { cutOut(side, random: &random, from: output) }
  }

  /// Normalizes the image moved by (down, right); what is moved in has the mean colour.
  private func move(
    _ pixels: UnsafePointer<UInt8>, down: Int, right: Int, isMirrored: Bool,
    into output: UnsafeMutablePointer<Float>
  ) {
    let (height, width, channels) = (shape.height, shape.width, shape.channels)
    let table = normalized.pointer
    let columns = max(0, right)..<max(max(0, right), min(width, width + right))
    for row in 0..<height {
      let target = output + row * width * channels
      guard row - down >= 0 && row - down < height && !columns.isEmpty else {
        target.update(repeating: 0, count: width * channels)
        continue
      }
      target.update(repeating: 0, count: columns.lowerBound * channels)
      (target + columns.upperBound * channels).update(repeating: 0, count: (width - columns.upperBound) * channels)
      let first = isMirrored ? width - 1 - (columns.lowerBound - right) : columns.lowerBound - right
      var source = pixels + ((row - down) * width + first) * channels
      let step = isMirrored ? -channels : channels
      for column in columns {
        for channel in 0..<channels {
          target[column * channels + channel] = table[channel * 256 + Int(source[channel])]
        }
        source += step
      }
    }
  }

  /// Normalizes `area`, resized to the output's size.
  private func resize(
    _ pixels: UnsafePointer<UInt8>, area: ImageArea, isMirrored: Bool, scratch: PreparationScratch,
    into output: UnsafeMutablePointer<Float>
  ) {
    let channels = shape.channels
    scratch.columns.place(area.left, area.width, of: stored.width, over: shape.width, isMirrored: isMirrored)
    scratch.rows.place(area.top, area.height, of: stored.height, over: shape.height, isMirrored: false)
    let (columns, rows, between) = (scratch.columns.places, scratch.rows.places, scratch.row)
    // A pixel more than the area on each side, since a place at its border lies between two pixels.
    let used = max(0, area.left - 1) * channels..<min(stored.width, area.left + area.width + 1) * channels
    for row in 0..<shape.height {
      let upper = pixels + rows[row].first * stored.width * channels
      let lower = pixels + rows[row].second * stored.width * channels
      let down = rows[row].weight
      for place in used {
        let above = Float(upper[place])
        between[place] = above + (Float(lower[place]) - above) * down
      }
      let target = output + row * shape.width * channels
      for channel in 0..<channels {
        let (scale, offset) = (scale[channel], offset[channel])
        for column in 0..<shape.width {
          let place = columns[column]
          let left = between[place.first * channels + channel]
          let value = left + (between[place.second * channels + channel] - left) * place.weight
          target[column * channels + channel] = value * scale + offset
        }
      }
    }
  }

  /// Gives a square of `side` pixels somewhere inside the image the mean colour.
  private func cutOut(_ side: Int, random: inout RandomStream, from output: UnsafeMutablePointer<Float>) {
    let (height, width) = (min(side, shape.height), min(side, shape.width))
    let top = random.within(0...shape.height - height)
    let left = random.within(0...shape.width - width)
    for row in top..<top + height {
      (output + (row * shape.width + left) * shape.channels).update(repeating: 0, count: width * shape.channels)
    }
  }
}
