/// Image rows x groups of samples that a product takes at once.
struct PixelUnit {
  let rows: Range<Int>
  let sampleGroups: Range<Int>

  /// Which way a unit grows first: over the rows of an image, or over the groups of samples.
  enum Growth { case rows, sampleGroups }

  /// Cuts a batch of images of `rows` x `columns` pixels into units of about `items` pixels x groups of samples, with one
  /// row of one group at least. The first unit is the largest.
  static func units(
    rows: Int, columns: Int, batch: Int, share: Int, items: Int, growing growth: Growth
  ) -> [PixelUnit] {
    let groups = (batch + share - 1) / share
    func fitting(_ limit: Int, _ size: Int) -> Int { max(1, min(limit, items / size)) }
    let rowsPerUnit: Int
    let groupsPerUnit: Int
    switch growth {
    case .rows:
      rowsPerUnit = fitting(rows, columns)
      groupsPerUnit = fitting(groups, rowsPerUnit * columns)
    case .sampleGroups:
      groupsPerUnit = fitting(groups, columns)
      rowsPerUnit = fitting(rows, groupsPerUnit * columns)
    }
    return stride(from: 0, to: groups, by: groupsPerUnit).flatMap { group in
      stride(from: 0, to: rows, by: rowsPerUnit).map { row in
        PixelUnit(rows: row..<min(rows, row + rowsPerUnit), sampleGroups: group..<min(groups, group + groupsPerUnit))
      }
    }
  }
}
