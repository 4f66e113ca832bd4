"""What leads to an organization with another key; stored names get their keys of today."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from postings.migrations import _names


class Migration(migrations.Migration):

    dependencies = [
        ('postings', '0004_meaning'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='organization',
            name='url_locked',
            field=models.BooleanField(default=False, help_text='An editor chose this website, or none; imports leave it alone.', verbose_name='website locked'),
        ),
        migrations.AlterField(
            model_name='spelling',
            name='kind',
            field=models.CharField(choices=[('organization', 'Organization'), ('skill', 'Skill'), ('website', 'Website')], max_length=12),
        ),
        migrations.CreateModel(
            name='OrganizationAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True)),
                ('under', models.CharField(db_index=True, help_text='Key of the one it was made an alias of.', max_length=120)),
                ('kind', models.CharField(choices=[('merged', 'Merged'), ('older_key', 'Older key')], max_length=9)),
                ('followers', models.JSONField(default=list, help_text='Public ids of the postings that no record would bring back.')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(help_text='Where it leads today.', on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='postings.organization')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('key', models.F('under')), _negated=True), name='no_alias_of_itself')],
            },
        ),
        # Last: PostgreSQL alters no table whose rows the same transaction has changed.
        migrations.RunPython(_names.unite, migrations.RunPython.noop),
    ]
