package io.emp.logging;

import org.jspecify.annotations.Nullable;

/** What a connector to AUTOMATIC1111's Stable Diffusion web UI knows of a request for images. */
public final class A1111Fields extends ConnectorFields {

  /** An empty set. */
  public A1111Fields() {
    super(ConnectorType.A1111);
  }

  /**
   * Sets {@code sampler}.
   *
   * @param sampler the sampler, such as {@code Euler a}
   * @return this
   */
  public A1111Fields sampler(@Nullable String sampler) {
    text("sampler", sampler);
    return this;
  }

  /**
   * Sets {@code steps}.
   *
   * @param steps how many sampling steps
   * @return this
   */
  public A1111Fields steps(long steps) {
    count("steps", steps);
    return this;
  }

  /**
   * Sets {@code cfg_scale}.
   *
   * @param scale how closely the image follows the prompt; any finite number
   * @return this
   */
  public A1111Fields cfgScale(double scale) {
    number("cfg_scale", scale);
    return this;
  }

  /**
   * Sets {@code seed}.
   *
   * @param seed the seed; any number, -1 where the server chooses one
   * @return this
   */
  public A1111Fields seed(long seed) {
    whole("seed", seed);
    return this;
  }

  /**
   * Sets {@code width}.
   *
   * @param pixels the image's width in pixels
   * @return this
   */
  public A1111Fields width(long pixels) {
    count("width", pixels);
    return this;
  }

  /**
   * Sets {@code height}.
   *
   * @param pixels the image's height in pixels
   * @return this
   */
  public A1111Fields height(long pixels) {
    count("height", pixels);
    return this;
  }

  /**
   * Sets {@code batch_size}.
   *
   * @param images how many images at once
   * @return this
   */
  public A1111Fields batchSize(long images) {
    count("batch_size", images);
    return this;
  }

  /**
   * Sets {@code model_checkpoint}.
   *
   * @param checkpoint the checkpoint that is loaded
   * @return this
   */
  public A1111Fields modelCheckpoint(@Nullable String checkpoint) {
    text("model_checkpoint", checkpoint);
    return this;
  }

  /**
   * Sets {@code vae}.
   *
   * @param vae the VAE that decodes the image
   * @return this
   */
  public A1111Fields vae(@Nullable String vae) {
    text("vae", vae);
    return this;
  }
}
