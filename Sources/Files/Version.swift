/// The program's version, compared over the ranks and written into every output folder.
public let version = "0.2.0"
