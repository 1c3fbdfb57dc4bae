/// Takes out of a rank's lines the paragraph about MPI_Abort that Open MPI 5 passes on as the rank's own. mpirun says
/// as well which rank it was, and the rank has said why.
struct AbortNotice {
  private static let dashes = String(repeating: "-", count: 74)

  private var isOpening = false
  private var isInside = false

  /// What is the rank's own and can be shown now that `line` has come; a line of dashes waits for the one after it.
  mutating func ownLines(with line: String) -> [String] {
    let isDashes = line == Self.dashes
    if isInside {
      isInside = !isDashes
      return []
    }
    isInside = isOpening && line.hasPrefix("MPI_ABORT was invoked on rank ")
    let held = isOpening && !isInside ? [Self.dashes] : []
    isOpening = isDashes
    return isDashes || isInside ? held : held + [line]
  }
}
