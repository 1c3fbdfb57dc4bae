extension Model {
  /// ResNet-18; 11,689,512 parameters with 1000 classes.
  public static let resNet18 = Model("resnet18", initialization: .resNet) { make, input in
    ResNet(block: .basic, depths: [2, 2, 2, 2]).layers(make, input)
  }
}
