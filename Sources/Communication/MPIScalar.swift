import COpenMPI

/// A number that MPI can send and reduce.
public protocol MPIScalar: BitwiseCopyable, Sendable {
  static var datatype: MPI_Datatype { get }
}

extension UInt8: MPIScalar { public static var datatype: MPI_Datatype { MPI_UINT8_T } }
extension UInt16: MPIScalar { public static var datatype: MPI_Datatype { MPI_UINT16_T } }
extension Int32: MPIScalar { public static var datatype: MPI_Datatype { MPI_INT32_T } }
extension Int: MPIScalar { public static var datatype: MPI_Datatype { MPI_INT64_T } }
extension Float: MPIScalar { public static var datatype: MPI_Datatype { MPI_FLOAT } }
extension Double: MPIScalar { public static var datatype: MPI_Datatype { MPI_DOUBLE } }

/// How a reduction joins the ranks' values.
public enum ReductionOperation: Sendable {
  case sum, maximum, minimum

  var handle: MPI_Op {
    switch self {
    case .sum: MPI_SUM
    case .maximum: MPI_MAX
    case .minimum: MPI_MIN
    }
  }
}
