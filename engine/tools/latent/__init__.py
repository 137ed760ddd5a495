"""Latent: a picture is projected onto a generator's manifold, moved there, and what moved is
done to the picture itself at its own size (Zhu et al. 2016, "Generative Visual Manipulation on
the Natural Image Manifold")."""
