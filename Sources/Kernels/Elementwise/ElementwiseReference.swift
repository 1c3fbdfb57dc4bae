import RegisterTiles

// The plain scalar definitions of the elementwise passes: what the vector passes are compared with.

extension BatchStatisticsPass {
  func runScalar() {
    for channel in 0..<channels {
      var sum = 0.0
      for row in 0..<rows { sum += Double(input[row * channels + channel]) }
      let center = sum / Double(rows)
      var deviations = 0.0
      for row in 0..<rows {
        let deviation = Double(input[row * channels + channel]) - center
        deviations += deviation * deviation
      }
      mean[channel] = Float(center)
      squares[channel] = Float(deviations)
    }
  }
}

extension NormalizationPass {
  func runScalar() {
    for row in 0..<rows {
      for channel in 0..<channels {
        let at = row * channels + channel
        let value = scale[channel] * input[at] + shift[channel]
        switch form {
        case .plain: output[at] = value
        case .rectified: output[at] = rectified(value)
        case .addedThenRectified: output[at] = rectified(value + addend[at])
        case .rectifiedThenAdded: output[at] = rectified(value) + addend[at]
        }
      }
    }
  }
}

extension GradientSumsPass {
  func runScalar() {
    for channel in 0..<channels {
      var total = 0.0
      var products = 0.0
      for row in 0..<rows {
        let at = row * channels + channel
        let isActive =
          switch form {
          case .plain: true
          case .rectified, .rectifiedThenAdded: scale[channel] * input[at] + shift[channel] > 0
          case .addedThenRectified: output[at] > 0
          }
        let masked = isActive ? gradient[at] : 0
        if form == .addedThenRectified { gradient[at] = masked }
        total += Double(masked)
        products += Double(masked) * Double(input[at] - mean[channel])
      }
      sum[channel] = Float(total)
      productSum[channel] = Float(products)
    }
  }
}

extension NormalizationGradientPass {
  func runScalar() {
    for row in 0..<rows {
      for channel in 0..<channels {
        let at = row * channels + channel
        let isActive = !masks || scale[channel] * input[at] + shift[channel] > 0
        let masked = isActive ? gradient[at] : 0
        inputGradient[at] = scale[channel] * masked + (slope[channel] * input[at] + offset[channel])
      }
    }
  }
}

extension ColumnSumsPass {
  func runScalar() {
    for channel in 0..<channels {
      var total = 0.0
      for row in 0..<rows { total += Double(input[row * rowStride + channel]) }
      sums[channel] = Float(total)
    }
  }
}

extension FlatPass {
  func runScalar() {
    for at in 0..<count {
      switch operation {
      case .rectify: output[at] = rectified(left[at])
      case .keepWherePositive: output[at] = right[at] > 0 ? left[at] : 0
      case .add: output[at] = left[at] + right[at]
      case .scale: output[at] = left[at] * factor
      }
    }
  }
}

extension PoolingPass {
  func runScalar() {
    for row in 0..<geometry.outputHeight {
      for column in 0..<geometry.outputWidth {
        for channel in 0..<channels {
          let at = (row * geometry.outputWidth + column) * channels + channel
          var best = -Float.infinity
          var sum: Float = 0
          forEachTap(of: geometry, row: row, column: column) { tap, pixel in
            let value = input[pixel * channels + channel]
            sum += value
            if kind == .maximum && value > best {
              best = value
              winners[at] = Float(tap)
            }
          }
          output[at] = kind == .maximum ? best : sum / Float(geometry.windowHeight * geometry.windowWidth)
        }
      }
    }
  }
}

extension PoolingGradientPass {
  func runScalar() {
    for row in 0..<geometry.outputHeight {
      for column in 0..<geometry.outputWidth {
        for channel in 0..<channels {
          let at = (row * geometry.outputWidth + column) * channels + channel
          forEachTap(of: geometry, row: row, column: column) { tap, pixel in
            switch kind {
            case .maximum where winners[at] == Float(tap):
              inputGradient[pixel * channels + channel] += outputGradient[at]
            case .maximum: break
            case .average:
              inputGradient[pixel * channels + channel] +=
                outputGradient[at] / Float(geometry.windowHeight * geometry.windowWidth)
            }
          }
        }
      }
    }
  }
}

/// max(value, 0) that lets a NaN through.
private func rectified(_ value: Float) -> Float { value < 0 ? 0 : value }

/// Calls `body` with the number and the input pixel of each tap of a window that lies inside the image.
private func forEachTap(of geometry: PoolingGeometry, row: Int, column: Int, _ body: (Int, Int) -> Void) {
  for windowRow in 0..<geometry.windowHeight {
    for windowColumn in 0..<geometry.windowWidth {
      let y = row * geometry.stride - geometry.padding + windowRow
      let x = column * geometry.stride - geometry.padding + windowColumn
      guard (0..<geometry.inputHeight).contains(y), (0..<geometry.inputWidth).contains(x) else { continue }
      body(windowRow * geometry.windowWidth + windowColumn, y * geometry.inputWidth + x)
    }
  }
}
