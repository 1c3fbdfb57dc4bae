/// Output rows x groups of samples that a weight gradient takes at once.
struct PixelUnit {
  let rows: Range<Int>
  let sampleGroups: Range<Int>

  /// Cuts a batch into units of about 128 pixels x groups of samples: whole rows of one group first, then more groups.
  static func units(of shape: ConvolutionShape, share: Int) -> [PixelUnit] {
    let (height, width) = (shape.outputHeight, shape.outputWidth)
    let groups = (shape.batch + share - 1) / share
    let rowsPerUnit = max(1, min(height, 128 / width))
    let groupsPerUnit = max(1, min(groups, 128 / (rowsPerUnit * width)))
    return stride(from: 0, to: groups, by: groupsPerUnit).flatMap { group in
      stride(from: 0, to: height, by: rowsPerUnit).map { row in
        PixelUnit(
          rows: row..<min(height, row + rowsPerUnit), sampleGroups: group..<min(groups, group + groupsPerUnit))
      }
    }
  }
}
