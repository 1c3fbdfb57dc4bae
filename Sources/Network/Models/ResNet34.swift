extension Model {
  /// ResNet-34; 21,797,672 parameters with 1000 classes.
  public static let resNet34 = Model("resnet34", initialization: .resNet) { make, input in
    ResNet(block: .basic, depths: [3, 4, 6, 3]).layers(make, input)
  }
}
