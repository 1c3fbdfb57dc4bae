import Foundation

/// Whether the kernel lets a process read another one's memory, by which Open MPI moves large messages on one host.
enum CrossMemory {
  private typealias ReadMemory =
    @convention(c) (
      pid_t, UnsafePointer<iovec>, UInt, UnsafePointer<iovec>, UInt, UInt
    ) -> Int

  /// Tried on this process itself, which fails only where the call is forbidden altogether.
  static var isAllowed: Bool {
    // Looked up by name: Swift's Glibc does not import process_vm_readv, and other systems do not have it.
    guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "process_vm_readv") else { return false }
    let readMemory = unsafeBitCast(symbol, to: ReadMemory.self)
    var source: UInt8 = 1
    var target: UInt8 = 0
    return withUnsafeMutablePointer(to: &source) { source in
      withUnsafeMutablePointer(to: &target) { target in
        var remote = iovec(iov_base: source, iov_len: 1)
        var local = iovec(iov_base: target, iov_len: 1)
        return readMemory(getpid(), &local, 1, &remote, 1, 0) == 1
      }
    }
  }
}
